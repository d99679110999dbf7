namespace IdentityServer.Core.SharedConfig.Editing;

/// <summary>Applies changes to the text of one file. Every character that a change does not concern stays.</summary>
internal static class ConfigTextEdit
{
    /// <summary>The text with the change made.</summary>
    /// <exception cref="IdentityException">The name of a new section cannot stand in a header.</exception>
    public static string Apply(string text, SharedConfigFileKind file, SectionChange change) => change switch
    {
        SectionRemoval => RemoveSection(text, file, change),
        SettingsChange settings => settings.Settings.Aggregate(text, (current, setting) => Apply(current, file, change, setting)),
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };

    private static string RemoveSection(string text, SharedConfigFileKind file, SectionChange change)
    {
        var outline = ConfigOutline.Of(text, file);
        // Without [profile default], a [default] that nothing reads would come to life.
        return LineRemoval.OfBlocks(
            outline,
            change is { Kind: SectionKind.Profile, Name: "default" }
                ? [.. outline.BlocksOf(SectionKind.Profile, change.Name), .. outline.BlocksOf(SectionKind.PlainDefault, change.Name)]
                : outline.BlocksOf(change.Kind, change.Name));
    }

    private static string Apply(string text, SharedConfigFileKind file, SectionChange section, SettingChange setting)
    {
        var outline = ConfigOutline.Of(text, file);
        List<ConfigBlock> blocks = BlocksThatAreRead(outline, section);
        if (setting.Value is null)
            return LineRemoval.OfSetting(outline, blocks, setting.Name);
        if (blocks.Count == 0)
            return LineInsertion.AddSection(outline, HeaderOf(section, file), setting.Name, setting.Value);

        // Of a repeated setting the last one is read.
        SettingLines? present = blocks.SelectMany(block => block.Settings).LastOrDefault(candidate => candidate.Name == setting.Name);
        if (present is null)
            return LineInsertion.AddSetting(outline, blocks.FindLast(block => block.Settings.Count > 0) ?? blocks[^1], setting.Name, setting.Value);
        // The value stands before the lines that continue it, so these go first and no place moves.
        string shortened = LineRemoval.OfContinuation(outline, present);
        return LineInsertion.ReplaceValue(shortened.Length == text.Length ? outline : ConfigOutline.Of(shortened, file), present, setting.Value);
    }

    private static List<ConfigBlock> BlocksThatAreRead(ConfigOutline outline, SectionChange section)
    {
        List<ConfigBlock> blocks = outline.BlocksOf(section.Kind, section.Name);
        return blocks.Count == 0 && section is { Kind: SectionKind.Profile, Name: "default" }
            ? outline.BlocksOf(SectionKind.PlainDefault, section.Name)
            : blocks;
    }

    private static string HeaderOf(SectionChange section, SharedConfigFileKind file) =>
        SectionHeaderText.For(section.Kind, section.Name, file) ?? throw new IdentityException(
            section.Kind == SectionKind.SsoSession ? IdentityErrorCode.InvalidSsoSession : IdentityErrorCode.InvalidProfile,
            $"The name \"{section.Name}\" cannot stand in a section header of {SharedConfigBytes.DescriptionOf(file)}. Choose one of letters, digits, \"-\" and \"_\".");
}
