using FsCheck;
using FsCheck.Fluent;

namespace Orchestrator.Fuzz.Generation;

/// <summary>Texts that parsers trip over.</summary>
internal static class HostileText
{
    private static readonly string[] Known =
    [
        "", " ", ".", "..", "...", "/", "//", "\\", "../../etc/passwd", "%2e%2e%2f", "%00", "\0", "a\0b", "\n", "a\r\nb", "\t", "'", "\"", "`", "';--", "' OR 1=1 --",
        "\" OR \"a\"=\"a", "a AND b", "a OR", "NOT", "NEAR(a b, 5)", "a*", "*", "\"unclosed", "title:a", "{a b}: c", "^a", "a + b", "-a", "(", ")", "((((", "null", "true",
        "0", "-0", "-1", "1e309", "NaN", "Infinity", "0x10", "１２", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "2147483648", "1.5", "1,5", "+1", " 1",
        "\uD800", "\uDFFF\uD800", "\uFEFF", "\u202E", "\u0130", "ß", "é", "e\u0301", "🙂", "👩‍👩‍👧", "\uFFFF", "{0}", "%s%n", "${jndi:x}", "<script>", "&amp;", "[", "[a", "[]", "[!]", "[z-a]", "{", "{a", "{a,{b", "}", ",", "{,}",
        "**", "***", "**/**", "a**b", "\\*", "\\", "a:b:c", ":", "any-of:", "any-of:any-of:team:x", "team:", "2026-01-31T12:00:00Z", "2026-13-45", "W/\"1\"", "\"1\"", "\"", "\"1\", \"2\"", "42.0", "42.", ".1", "0.1", "42.1.1",
        "rowid", "sqlite_master", "count(*)", "id desc; drop table x", "name,name", "CON", "aux.txt", "-rf", "--help", "~", "$HOME", "file:///etc/passwd", "orchestrator://session/", "orchestrator://inbox/a1", "orchestrator://tasks/../x",
    ];

    /// <summary>Any of them, short random ones, long ones, ones that are nested.</summary>
    public static Gen<string> Any { get; } = Gen.Frequency(
        (10, Gen.Elements(Known)),
        (6, ArbMap.Default.GeneratorFor<string>().Select(text => text ?? string.Empty)),
        (3, Gen.ArrayOf(Gen.Elements("ab*?[]{}!^-\\/,.:\"'()% \u00e9\ud83d\udd42".ToCharArray())).Select(letters => new string(letters))),
        (1, Gen.Elements(127, 128, 129, 200, 201, 255, 256, 500, 501, 1_000, 4_096, 4_097, 70_000).SelectMany(length => Gen.Elements('a', 'é', '/', '{', '*').Select(letter => new string(letter, length)))),
        (1, Gen.Two(Gen.Elements(Known)).Select(pair => pair.Item1 + pair.Item2)));
}
