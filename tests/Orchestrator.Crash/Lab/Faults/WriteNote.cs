using System.Text;

namespace Orchestrator.Crash.Lab.Faults;

/// <summary>A note of the shim; <c>faults.c</c> has the layout.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Path">To which file, by the number that a note of its path gave it.</param>
/// <param name="Offset">Where in the file; of a sync its number.</param>
/// <param name="Length">How many bytes; of a sync its result.</param>
/// <param name="SizeBefore">The file's size before.</param>
/// <param name="Data">What stood there before; of paths the path.</param>
internal sealed record WriteNote(NoteKind Kind, int Path, long Offset, long Length, long SizeBefore, ReadOnlyMemory<byte> Data)
{
    public string Text => Encoding.UTF8.GetString(Data.Span);
}
