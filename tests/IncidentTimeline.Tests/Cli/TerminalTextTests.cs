using System.Text.Json;
using IncidentTimeline.Cli;

namespace IncidentTimeline.Tests.Cli;

public class TerminalTextTests
{
    [Theory]
    [InlineData("Two drones fell.", "Two drones fell.")]
    [InlineData("Свет погас · 停電 · 😀 · قطع · می‌خواهم", "Свет погас · 停電 · 😀 · قطع · می‌خواهم")]
    [InlineData("[red]not ours[/]", "[red]not ours[/]")]
    [InlineData("\u001b]0;title\u0007", "⟨U+001B⟩]0;title⟨U+0007⟩")]
    [InlineData("\u009b31m", "⟨U+009B⟩31m")] // The same as ESC [ on some terminals.
    [InlineData("\u007f\b", "⟨U+007F⟩⟨U+0008⟩")]
    [InlineData("a\u202eb\u2066c\u200fd\u061ce", "a⟨U+202E⟩b⟨U+2066⟩c⟨U+200F⟩d⟨U+061C⟩e")]
    [InlineData("\ufeff\u00ad\u2028\u2029\U000e0041", "⟨U+FEFF⟩⟨U+00AD⟩⟨U+2028⟩⟨U+2029⟩⟨U+E0041⟩")]
    [InlineData("one\r\ntwo\tthree", "one ↵two three")]
    public void What_acts_on_a_terminal_is_shown_by_its_name(string text, string shown) => TerminalText.Of(text).ShouldBe(shown);

    [Fact]
    public void Half_a_surrogate_pair_is_replaced() => TerminalText.Of("a\ud800b").ShouldBe("a\ufffdb");

    [Fact]
    public void Lines_of_an_answer_stay_lines() => TerminalText.LinesOf("one\n  \u001btwo").ShouldBe("one\n  ⟨U+001B⟩two");

    [Fact]
    public void Json_says_the_same_and_acts_no_more()
    {
        const string Json = """{"a":"\u001b Свет [red] 😀","b":""" + "\"\u009b\u202e\U000e0041\"}";

        var shown = TerminalText.OfJson(Json);

        shown.ShouldBe("""{"a":"\u001b Свет [red] 😀","b":"\u009b\u202e\udb40\udc41"}""");
        JsonDocument.Parse(shown).RootElement.GetProperty("b").GetString().ShouldBe("\u009b\u202e\U000e0041");
    }
}
