using System.Diagnostics;

namespace Orchestrator.Crash.Lab.Faults;

/// <summary>The shim between a host and its C library, compiled at first use.</summary>
internal static class ShimLibrary
{
    private const string Source = "faults.c";

    /// <summary>Compiles it.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>The library, for <c>LD_PRELOAD</c>.</returns>
    /// <exception cref="InvalidOperationException">There is no C compiler, or it does not like the source.</exception>
    public static async Task<string> BuildAsync(string folder, CancellationToken stop)
    {
        string library = Path.Combine(folder, "faults.so");
        await using Stream source = typeof(ShimLibrary).Assembly.GetManifestResourceStream(Source)!;
        var start = new ProcessStartInfo("cc", ["-O2", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared", "-o", library, "-x", "c", "-", "-ldl", "-pthread"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process compiler = Process.Start(start)!;
            await source.CopyToAsync(compiler.StandardInput.BaseStream, stop);
            compiler.StandardInput.Close();
            string errors = await compiler.StandardError.ReadToEndAsync(stop);
            await compiler.WaitForExitAsync(stop);
            return compiler.ExitCode == 0 ? library : throw new InvalidOperationException($"{Source} does not compile:\n{errors}");
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new InvalidOperationException("the laboratory needs a C compiler: apt-get install -y gcc libc6-dev", error);
        }
    }
}
