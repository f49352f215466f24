using System.Globalization;
using System.Text;
using IncidentTimeline.Client;

namespace IncidentTimeline.Cli.Importing;

/// <summary>One run of an import: read, map, send, count. Memory is bounded by what is under way, whatever the size of the files.</summary>
/// <param name="mapping">What the rows mean.</param>
/// <param name="client">The service; null for a dry run.</param>
/// <param name="rejects">Where refused rows go, or null.</param>
/// <param name="output">Gets the summary.</param>
/// <param name="error">Gets progress and what is wrong.</param>
/// <param name="time">The clock.</param>
internal sealed class FeedImport(Mapping mapping, TimelineClient? client, string? rejects, TextWriter output, TextWriter error, TimeProvider time)
{
    /// <summary>Refusals that are told as they come; the rest is counted, and stands in the file of rejects.</summary>
    private const int RefusalsToldMax = 20;

    private readonly ImportCounts _counts = new();
    private readonly HashSet<string> _opened = new(StringComparer.Ordinal);
    private bool _hasShown;

    public async Task<int> RunAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var files = new List<FeedFile>();
        try
        {
            foreach (var name in names)
            {
                files.Add(await FeedFile.OpenAsync(name, cancellationToken));
            }

            return !await ColumnsAreThereAsync(files) ? TimelineCommand.Failed
                : rejects is not null && !await HeadersAgreeAsync(files) ? TimelineCommand.Misused
                : await ImportAsync(files, cancellationToken);
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    // Asked of all files first: a file that lacks a column says something else than the mapping thinks, and none of it is recorded.
    private async Task<bool> ColumnsAreThereAsync(IReadOnlyList<FeedFile> files)
    {
        foreach (var file in files)
        {
            using var reader = file.Read(mapping);
            if (reader.MissingColumns is { Count: > 0 } missing)
            {
                await error.WriteLineAsync($"{file.Name} has no column {string.Join(", ", missing)}. Nothing was recorded.");
                return false;
            }
        }

        return true;
    }

    // Rejects stand under one header: rows of another would get each other's columns once they are mended.
    private async Task<bool> HeadersAgreeAsync(IReadOnlyList<FeedFile> files)
    {
        (string Name, IReadOnlyList<string> Header)? first = null;
        foreach (var file in files)
        {
            using var reader = file.Read(mapping);
            first ??= (file.Name, reader.Header);
            if (!reader.Header.SequenceEqual(first.Value.Header, StringComparer.Ordinal))
            {
                await error.WriteLineAsync($"{file.Name} has another header than {first.Value.Name}, and a file of rejects has one only: import them one by one, or without --rejects.");
                return false;
            }
        }

        return true;
    }

    private async Task<int> ImportAsync(IReadOnlyList<FeedFile> files, CancellationToken cancellationToken)
    {
        await using var refused = RejectedLines.Open(rejects, mapping.Format);
        var isThrough = false;
        try
        {
            isThrough = await ImportAsync(files, refused, cancellationToken);
        }
        finally
        {
            // Also where somebody stops it or the service is away: what was recorded until then stays recorded.
            await TellSummaryAsync(isThrough);
        }

        return isThrough && _counts.Refused == 0 && _counts.Conflicts == 0 ? TimelineCommand.Succeeded : TimelineCommand.Failed;
    }

    private async Task<bool> ImportAsync(IReadOnlyList<FeedFile> files, RejectedLines? refused, CancellationToken cancellationToken)
    {
        await using var progress = ImportProgress.Start(error, _counts, files.Sum(file => file.Length), time);
        foreach (var source in client is null ? [] : mapping.Sources)
        {
            await new Patience(time).AskAsync(() => client!.RegisterSourceAsync(source, cancellationToken), cancellationToken); // Asked just before.
        }

        foreach (var file in files)
        {
            if (!await ImportAsync(file, refused, progress, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> ImportAsync(FeedFile file, RejectedLines? refused, ImportProgress progress, CancellationToken cancellationToken)
    {
        using var reader = file.Read(mapping);
        try
        {
            await ImportRowsAsync(file, reader, refused, progress, cancellationToken);
        }
        finally
        {
            _counts.Blank += reader.Blank;
            _counts.Lines += reader.Lines;
        }

        if (reader.Fault is { } fault)
        {
            await error.WriteLineAsync($"{file.Name} ends at row {reader.Lines}: {fault}");
        }

        return reader.Fault is null;
    }

    private async Task ImportRowsAsync(FeedFile file, FeedReader reader, RejectedLines? refused, ImportProgress progress, CancellationToken cancellationToken)
    {
        var before = _counts.BytesRead;
        var sender = client is null ? null : new LineSender(client, time, line => TakeAsync(line, file, reader, refused));
        while (reader.Next() is { } next)
        {
            using var row = next.Row;
            var line = mapping.Map(row, next.Line, file.Sha256);
            _counts.BytesRead = before + reader.Position;
            if (line.Refusal is { } reason)
            {
                await RefuseAsync(line, file, reader, refused, "mapping", reason);
            }
            else if (line.Facts == 0)
            {
                _counts.Silent++;
            }
            else if (sender is null)
            {
                await ShowAsync(line);
                _counts.Mapped++;
                _counts.Facts += line.Facts;
            }
            else if (await OpenAsync(line.Incident!, cancellationToken) is { } refusal) // What has facts has an incident.
            {
                await RefuseAsync(line, file, reader, refused, refusal.Slug, refusal.Message);
            }
            else
            {
                await sender.SendAsync(line, cancellationToken);
            }

            await progress.TellAsync();
        }

        if (sender is not null)
        {
            await sender.FinishAsync(cancellationToken);
        }
    }

    private async Task<TimelineProblemException?> OpenAsync(NewIncident incident, CancellationToken cancellationToken)
    {
        if (_opened.Contains(incident.Id))
        {
            return null;
        }

        try
        {
            await new Patience(time).AskAsync(() => client!.OpenIncidentAsync(incident, cancellationToken), cancellationToken); // Only asked where there is one.
            _opened.Add(incident.Id);
            return null;
        }
        catch (TimelineProblemException e) when (e.Slug is "id-reused")
        {
            // Opened before under another title, perhaps by a person: it is there, and that is what counts.
            _opened.Add(incident.Id);
            return null;
        }
        catch (TimelineProblemException e) when (e.Slug is "malformed" or "invalid")
        {
            return e;
        }
    }

    private async Task TakeAsync(SentLine sent, FeedFile file, FeedReader reader, RejectedLines? refused)
    {
        switch (sent.Verdict.Verdict)
        {
            case "recorded":
                _counts.Recorded++;
                _counts.Facts += sent.Line.Facts;
                break;
            case "already-recorded":
                _counts.AlreadyRecorded++;
                break;
            default:
                var problem = sent.Verdict.Problem;
                var why = string.Join(' ', [problem?.Detail, .. (problem?.Errors ?? []).Where(one => one.Detail != problem?.Detail).Select(one => $"{one.Pointer}: {one.Detail}")]);
                await RefuseAsync(sent.Line, file, reader, refused, problem?.Type?.Split('/')[^1] ?? sent.Verdict.Verdict, why);
                break;
        }
    }

    private async Task RefuseAsync(MappedLine line, FeedFile file, FeedReader reader, RejectedLines? refused, string code, string reason)
    {
        if (code == "id-reused")
        {
            _counts.Conflicts++;
        }
        else
        {
            _counts.Refused++;
        }

        if (refused is not null)
        {
            await refused.AddAsync(file.Name, reader.HeaderLine, line.Line, code, reason);
        }

        if (_counts.Refused + _counts.Conflicts <= RefusalsToldMax)
        {
            await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{file.Name}, line {line.Line.Number}: {reason}"));
        }
        else if (_counts.Refused + _counts.Conflicts == RefusalsToldMax + 1)
        {
            await error.WriteLineAsync(refused is null ? "More are refused; --rejects FILE keeps them all." : "More are refused; the file of rejects has them all.");
        }
    }

    private async Task ShowAsync(MappedLine line)
    {
        if (!_hasShown)
        {
            _hasShown = true;
            await output.WriteLineAsync(Encoding.UTF8.GetString(line.Json.Span));
        }
    }

    private Task TellSummaryAsync(bool isThrough) => output.WriteLineAsync(string.Create(
        CultureInfo.InvariantCulture,
        $"{(isThrough ? "" : "not finished: ")}{_counts.Lines} rows: {(client is null ? $"{_counts.Mapped} mapped" : $"{_counts.Recorded} recorded, {_counts.AlreadyRecorded} recorded already, {_counts.Conflicts} in conflict")}, {_counts.Refused} refused, {_counts.Silent} without a fact, {_counts.Blank} blank; {_counts.Facts} facts"));
}
