using IncidentTimeline.Server.Access;

namespace IncidentTimeline.Tests.Server.Access;

public sealed class KeysTests : IDisposable
{
    private readonly TestDirectory _directory = TestDirectory.Create();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_file_of_the_first_start_begins_with_admin_and_nothing_before_it()
    {
        var (keys, newKey) = Keys.ReadOrCreate(_directory.Path);

        File.ReadAllBytes(Path.Combine(_directory.Path, Keys.FileName))[..6].ShouldBe("admin "u8.ToArray());
        keys.ActorOf(newKey!).ShouldBe("admin"); // The file was not there.
    }

    [Theory]
    [InlineData("admin one\nreviewer one\n", "Line 2 ")]
    [InlineData("admin one\nreviewer\n", "Line 2 ")]
    [InlineData("the admin one\n", "Line 1 ")]
    public void A_line_that_names_no_writer_of_its_own_stops_the_start(string file, string line)
    {
        File.WriteAllText(Path.Combine(_directory.Path, Keys.FileName), file);

        Should.Throw<InvalidDataException>(() => Keys.ReadOrCreate(_directory.Path)).Message.ShouldStartWith(line);
    }

    [Fact]
    public void A_further_line_is_a_further_writer()
    {
        File.WriteAllText(Path.Combine(_directory.Path, Keys.FileName), "admin one\nreviewer two\n");

        var (keys, newKey) = Keys.ReadOrCreate(_directory.Path);

        newKey.ShouldBeNull();
        keys.ActorOf("two").ShouldBe("reviewer");
        keys.ActorOf("three").ShouldBeNull();
    }
}
