using System.Text;

namespace IdentityServer.Core.SharedConfig;

/// <summary>The words of a config file's section header, split as a POSIX shell splits them: that is how botocore reads quoted names.</summary>
/// <param name="Words">The words, without quotes and backslashes.</param>
/// <param name="End">Where the closing <c>]</c> stands.</param>
/// <param name="Error">Why the header could not be split; else null.</param>
internal readonly record struct HeaderWords(IReadOnlyList<string> Words, int End, string? Error)
{
    public const string NotClosed = "the section header has no closing \"]\". Write [profile NAME] on a line of its own.";
    private const string QuoteNotClosed = "a quote in the section header is not closed. Close it, or write the quote as \\' or \\\".";

    /// <summary>Splits a line that starts with <c>[</c>, up to the first <c>]</c> outside quotes.</summary>
    public static HeaderWords Split(string line)
    {
        var words = new List<string>(2);
        // A word is a piece of the line, or, once it holds a quote or a backslash, what was gathered and the piece after it.
        StringBuilder? gathered = null;
        int piece = -1;
        int at = line.IndexOf('[') + 1;
        while (at < line.Length)
        {
            switch (line[at])
            {
                case ']':
                    EndWord();
                    return new HeaderWords(words, at, null);
                case ' ' or '\t' or '\r' or '\n':
                    EndWord();
                    at++;
                    break;
                case '"' or '\'':
                    at = CopyQuoted(line, at, Gather());
                    if (at < 0)
                        return new HeaderWords([], 0, line.Contains(']') ? QuoteNotClosed : NotClosed);
                    break;
                case '\\' when at + 1 < line.Length:
                    Gather().Append(line[at + 1]);
                    at += 2;
                    break;
                default:
                    piece = piece < 0 ? at : piece;
                    at++;
                    break;
            }
        }

        return new HeaderWords([], 0, NotClosed);

        StringBuilder Gather()
        {
            gathered ??= new StringBuilder();
            if (piece >= 0)
                gathered.Append(line, piece, at - piece);
            piece = -1;
            return gathered;
        }

        void EndWord()
        {
            if (gathered is not null)
                words.Add(Gather().ToString());
            else if (piece >= 0)
                words.Add(line[piece..at]);
            gathered = null;
            piece = -1;
        }
    }

    /// <summary>Copies what stands in the quotes that open at <paramref name="open"/>; gives the place after them, or -1 where they do not close.</summary>
    private static int CopyQuoted(string line, int open, StringBuilder word)
    {
        char quote = line[open];
        for (int at = open + 1; at < line.Length; at++)
        {
            if (line[at] == quote)
                return at + 1;
            // Within double quotes a backslash protects only a double quote or a backslash; within single quotes, nothing.
            if (quote == '"' && line[at] == '\\' && at + 1 < line.Length && line[at + 1] is '"' or '\\')
                at++;
            word.Append(line[at]);
        }

        return -1;
    }
}
