using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace IncidentTimeline.Tests;

/// <summary>Keeps what was logged, for tests of what an operator hears.</summary>
internal sealed class HeardLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Line)> _lines = new();

    public IReadOnlyList<string> Errors => [.. _lines.Where(one => one.Level == LogLevel.Error).Select(one => one.Line)];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception)));

    public void Dispose()
    {
    }
}
