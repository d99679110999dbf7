namespace IdentityServer.Core.Tests;

public sealed class ExcerptTests
{
    [Fact]
    public void A_name_of_usual_length_stays_as_it_is() => Assert.Equal(new string('a', 100), Excerpt.Name(new string('a', 100)));

    [Fact]
    public void A_giant_name_is_cut() => Assert.Equal(new string('a', 100) + "…", Excerpt.Name(new string('a', 1_000_000)));

    [Fact]
    public void No_character_is_cut_in_two() => Assert.Equal(new string('a', 99) + "…", Excerpt.Name(new string('a', 99) + "😀"));

    [Fact]
    public void What_another_program_says_is_cut_later() => Assert.Equal(new string('a', 500) + "…", Excerpt.Prose(new string('a', 501)));

    [Fact]
    public void A_way_of_usual_length_is_told_whole() =>
        Assert.Equal("1 → 2 → 3 → 4 → 5 → 6 → 7 → 8 → 9 → 10 → 11 → 12", Excerpt.Way([.. Enumerable.Range(1, 12).Select(step => $"{step}")]));

    [Fact]
    public void Of_a_long_way_the_beginning_and_the_end_are_told() =>
        Assert.Equal("1 → 2 → 3 → 4 → 5 → 6 → 7 → 8 → … → 9993 → 9994 → 9995 → 9996 → 9997 → 9998 → 9999 → 10000", Excerpt.Way([.. Enumerable.Range(1, 10_000).Select(step => $"{step}")]));
}
