using System.Globalization;
using IncidentTimeline.Client;

namespace IncidentTimeline.Tests.Client.Following;

public sealed class FileCheckpointTests : IDisposable
{
    private readonly TestDirectory _directory = TestDirectory.Create();

    private string Place => Path.Combine(_directory.Path, "checkpoint");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task It_begins_at_0_and_is_where_it_was_left()
    {
        using (var first = new FileCheckpoint(Place))
        {
            (await first.ReadAsync(CancellationToken.None)).ShouldBe(0);
            await first.MoveAsync(41, CancellationToken.None);
            await first.MoveAsync(long.MaxValue, CancellationToken.None);
        }

        using var second = new FileCheckpoint(Place);
        (await second.ReadAsync(CancellationToken.None)).ShouldBe(long.MaxValue);
        (await File.ReadAllTextAsync(Place)).ShouldBe("9223372036854775807\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("-3")]
    [InlineData("1 2")]
    [InlineData("1.0")]
    [InlineData("99999999999999999999")]
    [InlineData("{\"position\":3}")]
    [InlineData("\0\0\0\0")]
    public async Task A_file_that_holds_something_else_is_named(string content)
    {
        await File.WriteAllTextAsync(Place, content);
        using var checkpoint = new FileCheckpoint(Place);

        (await Should.ThrowAsync<FormatException>(() => checkpoint.ReadAsync(CancellationToken.None))).Message.ShouldStartWith($"{Place} does not hold a position.");
    }

    [Fact]
    public async Task A_large_file_that_was_named_by_mistake_is_not_read()
    {
        await File.WriteAllTextAsync(Place, "1" + new string(' ', 1_000_000));
        using var checkpoint = new FileCheckpoint(Place);

        await Should.ThrowAsync<FormatException>(() => checkpoint.ReadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Two_consumers_do_not_share_one()
    {
        using var first = new FileCheckpoint(Place);
        await first.MoveAsync(7, CancellationToken.None);
        using var second = new FileCheckpoint(Place);

        foreach (var use in (Func<Task>[])[() => second.ReadAsync(CancellationToken.None), () => second.MoveAsync(3, CancellationToken.None)])
        {
            (await Should.ThrowAsync<IOException>(use)).Message.ShouldBe($"{Place} is the checkpoint of a consumer that is running: give each its own.");
        }

        first.Dispose();
        (await second.ReadAsync(CancellationToken.None)).ShouldBe(7);
    }

    [Fact]
    public async Task A_directory_that_is_not_there_is_no_other_consumer()
    {
        var place = Path.Combine(_directory.Path, "nowhere", "checkpoint");
        using var checkpoint = new FileCheckpoint(place);

        (await Should.ThrowAsync<IOException>(() => checkpoint.ReadAsync(CancellationToken.None))).Message.ShouldStartWith($"The checkpoint {place} cannot be used");
    }

    [Fact]
    public async Task What_a_crash_left_half_written_is_not_read()
    {
        await File.WriteAllTextAsync(Place, "12\n");
        await File.WriteAllTextAsync(Place + ".unfinished", "13");
        using var checkpoint = new FileCheckpoint(Place);

        (await checkpoint.ReadAsync(CancellationToken.None)).ShouldBe(12);
        await checkpoint.MoveAsync(14, CancellationToken.None);
        (await checkpoint.ReadAsync(CancellationToken.None)).ShouldBe(14);
    }

    [Fact]
    public async Task A_move_that_fails_leaves_what_was_there()
    {
        using var checkpoint = new FileCheckpoint(Place);
        await checkpoint.MoveAsync(12, CancellationToken.None);
        Directory.CreateDirectory(Place + ".unfinished");

        await Should.ThrowAsync<Exception>(() => checkpoint.MoveAsync(13, CancellationToken.None));

        (await checkpoint.ReadAsync(CancellationToken.None)).ShouldBe(12);
    }

    [Fact]
    public async Task Whoever_looks_at_any_moment_sees_a_whole_position()
    {
        const long Moves = 300;
        using var checkpoint = new FileCheckpoint(Place);
        await checkpoint.MoveAsync(1, CancellationToken.None);
        var moving = Task.Run(async () =>
        {
            for (var position = 2L; position <= Moves; position++)
            {
                await checkpoint.MoveAsync(position, CancellationToken.None);
            }
        });

        var seen = 0L;
        while (seen < Moves)
        {
            var text = await File.ReadAllTextAsync(Place);
            text.ShouldEndWith("\n");
            var position = long.Parse(text, CultureInfo.InvariantCulture);
            position.ShouldBeGreaterThanOrEqualTo(seen);
            seen = position;
            moving.IsFaulted.ShouldBeFalse();
        }

        await moving;
    }
}
