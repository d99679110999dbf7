namespace IdentityServer.Core.Credentials;

/// <summary>Finds the names that a mistyped name may stand for.</summary>
internal static class NearMiss
{
    private const int Most = 3;

    // A profile name is rarely longer; beyond it a guess is not worth its time.
    private const int LongestName = 100;

    /// <summary>The closest of <paramref name="candidates"/>, nearest first, three at most; none where none is close.</summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> candidates)
    {
        if (name.Length is 0 or > LongestName)
            return [];
        // A third of the letters may differ: "prd" offers "prod", "a" offers no "b".
        int allowed = Math.Max(1, name.Length / 3);
        return
        [
            .. candidates
                .Where(candidate => Math.Abs(candidate.Length - name.Length) <= allowed)
                .Select(candidate => (Name: candidate, Distance: Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
                .Where(near => near.Distance <= allowed && near.Distance < name.Length)
                .OrderBy(near => near.Distance)
                .ThenBy(near => near.Name, StringComparer.Ordinal)
                .Take(Most)
                .Select(near => near.Name),
        ];
    }

    // Optimal string alignment: insertions, deletions, substitutions, and neighbours swapped.
    private static int Distance(string a, string b)
    {
        int[] beforeLast = new int[b.Length + 1];
        int[] last = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int[] row = new int[b.Length + 1];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last) = (last, row);
        }

        return last[b.Length];
    }
}
