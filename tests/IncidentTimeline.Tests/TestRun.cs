using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("IncidentTimeline.Tests.TestRun", "IncidentTimeline.Tests")]

namespace IncidentTimeline.Tests;

/// <summary>
/// xunit's own framework, but for a last act: stop the run's server before the run is reported finished. At the exit of
/// the process it would be too late, as the test platform allows it a tenth of a second.
/// </summary>
public sealed class TestRun(IMessageSink diagnostics) : XunitTestFramework(diagnostics)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assemblyName, ISourceInformationProvider source, IMessageSink diagnostics)
        : XunitTestFrameworkExecutor(assemblyName, source, diagnostics)
    {
        protected override void RunTestCases(IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions) =>
            base.RunTestCases(testCases, new Closing(executionMessageSink), executionOptions);
    }

    private sealed class Closing(IMessageSink inner) : LongLivedMarshalByRefObject, IMessageSink
    {
        public bool OnMessage(IMessageSinkMessage message)
        {
            if (message is ITestAssemblyFinished)
            {
                TestServer.StopAsync().GetAwaiter().GetResult();
            }

            return inner.OnMessage(message);
        }
    }
}
