using IncidentTimeline.Server.Access.Limits;
using IncidentTimeline.Server.Hosting.Telemetry;
using IncidentTimeline.Sources;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace IncidentTimeline.Server.Documents;

/// <summary>The frozen bytes of captured documents, named by their SHA-256, beside the log. Insert and read only.</summary>
internal sealed class DocumentStore(NpgsqlDataSource database, IMemoryCache cache, HeldBytes held, ServiceTelemetry telemetry)
{
    /// <summary>Bytes of one document: 32 MiB, so that a scanned report fits and one request cannot fill the memory.</summary>
    public const int BytesMax = 32 * 1024 * 1024;

    private static readonly string StoreDocumentSql = Sql.Read("Documents.store_document.sql");
    private static readonly string MeasureDocumentSql = Sql.Read("Documents.measure_document.sql");
    private static readonly string MeasureTextSql = Sql.Read("Documents.measure_text.sql");
    private static readonly string CompareTextSql = Sql.Read("Documents.compare_text.sql");
    private static readonly string ReadDocumentSql = Sql.Read("Documents.read_document.sql");
    private static readonly string ReadTextSql = Sql.Read("Documents.read_text.sql");

    /// <summary>Keeps the bytes; harmless when they are there. The text is what quotations are found in: of the bytes, or a person's transcription of them.</summary>
    public async Task StoreAsync(DocumentHash hash, byte[] bytes, string text, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(StoreDocumentSql);
        command.Parameters.Add(new() { Value = Convert.FromHexString(hash.Value) });
        command.Parameters.Add(new() { Value = bytes });
        command.Parameters.Add(new() { Value = text });
        await command.ExecuteNonQueryAsync(cancellationToken);
        telemetry.Captured(bytes.Length);
    }

    /// <summary>Takes room for a document and its text until the request has been answered; false where it lacks. Asked before either is read for a caller, who may take its answer slowly.</summary>
    public async Task<bool> TryHoldAsync(HttpContext context, DocumentHash hash, CancellationToken cancellationToken)
    {
        var size = await MeasureAsync(MeasureDocumentSql, hash, cancellationToken);
        if (size > HeldBytes.SmallMax && context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = new MinDataRate(HeldBytes.BytesPerSecondMin, HeldBytes.Grace);
        }

        return held.TryHold(context, size);
    }

    public async Task<byte[]?> ReadAsync(DocumentHash hash, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ReadDocumentSql);
        command.Parameters.Add(new() { Value = Convert.FromHexString(hash.Value) });
        return (byte[]?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>The text that quotations are found in; null for a document that was not captured.</summary>
    public async Task<string?> ReadTextAsync(DocumentHash hash, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ReadTextSql);
        command.Parameters.Add(new() { Value = Convert.FromHexString(hash.Value) });
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>The same as UTF-8.</summary>
    public async Task<byte[]?> ReadUtf8TextAsync(DocumentHash hash, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ReadTextSql);
        command.Parameters.Add(new() { Value = Convert.FromHexString(hash.Value) });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? await row.GetFieldValueAsync<byte[]>(0, cancellationToken) : null;
    }

    /// <summary>Whether that is the text that was kept with the document; compared where it is kept.</summary>
    public async Task<bool> HasTextAsync(DocumentHash hash, string text, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(CompareTextSql);
        command.Parameters.Add(new() { Value = Convert.FromHexString(hash.Value) });
        command.Parameters.Add(new() { Value = text });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>The text, prepared for quotations and kept for the next fact of the document: a coder works through one at a time. For a request that has taken room for the document.</summary>
    public async Task<DocumentText?> FindTextAsync(DocumentHash hash, CancellationToken cancellationToken)
    {
        if (cache.TryGetValue(hash, out DocumentText? known))
        {
            return known;
        }

        if (await ReadTextAsync(hash, cancellationToken) is not { } text)
        {
            return null;
        }

        var prepared = new DocumentText(text);
        cache.Set(hash, prepared, new MemoryCacheEntryOptions { Size = text.Length });
        return prepared;
    }

    /// <summary>The same for who records: one that is not kept ready takes room until it is disposed of, as small requests can name large documents. Null where the room lacks.</summary>
    public async Task<FoundText?> FindTextAsync(DocumentHash hash, string actor, CancellationToken cancellationToken)
    {
        if (cache.TryGetValue(hash, out DocumentText? known))
        {
            return new FoundText(known, null);
        }

        if (!held.TryRead(actor, await MeasureAsync(MeasureTextSql, hash, cancellationToken), out var room))
        {
            return null;
        }

        try
        {
            return new FoundText(await FindTextAsync(hash, cancellationToken), room);
        }
        catch
        {
            room?.Dispose();
            throw;
        }
    }

    // What was not captured has no bytes.
    private async Task<long> MeasureAsync(string sql, DocumentHash hash, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = Convert.FromHexString(hash.Value) });
        return (long?)await command.ExecuteScalarAsync(cancellationToken) ?? 0;
    }
}

/// <summary>A text that quotations are found in, and the room that it takes while somebody looks.</summary>
/// <param name="Text">Null where the document was not captured.</param>
/// <param name="Room">Null where it takes none.</param>
internal sealed record FoundText(DocumentText? Text, IDisposable? Room) : IDisposable
{
    public void Dispose() => Room?.Dispose();
}
