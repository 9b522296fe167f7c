namespace Orchestrator.Delivery.Gui;

/// <summary>A piece of a text that is typed at one speed.</summary>
/// <param name="Text">Its characters, without line breaks.</param>
/// <param name="IsRemapped">Whether keyboards of Latin letters lack them.</param>
internal sealed record TypedRun(string Text, bool IsRemapped)
{
    /// <summary>How many characters it has.</summary>
    public int Length => Text.EnumerateRunes().Count();

    /// <summary>
    /// A line's pieces. A tab becomes four spaces: the key moves to the next field of a form, out of the one that the text
    /// is for.
    /// </summary>
    public static IEnumerable<TypedRun> Of(string line)
    {
        line = line.Replace("\t", "    ", StringComparison.Ordinal);
        for (int start = 0; start < line.Length;)
        {
            bool isRemapped = !char.IsAscii(line[start]);
            int end = start + 1;
            while (end < line.Length && !char.IsAscii(line[end]) == isRemapped) end++;
            yield return new TypedRun(line[start..end], isRemapped);
            start = end;
        }
    }
}
