using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Orchestrator.Gateway;
using Orchestrator.Journal;

namespace Orchestrator.Host.Startup;

/// <summary>
/// Says in the data folder where the host listens, so that a program that knows the folder finds it. What it says after a
/// kill is no longer true: whoever reads it asks there.
/// </summary>
internal sealed class AddressFile : IDisposable
{
    private readonly string _file;

    private AddressFile(string file) => _file = file;

    /// <summary>Writes it.</summary>
    /// <param name="app">The host, started.</param>
    public static AddressFile Write(WebApplication app)
    {
        DataDirectory directory = DataDirectory.Open(app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.DataDirectory);
        var file = new AddressFile(directory.AddressFile);
        try
        {
            string temporary = $"{file._file}-new";
            File.Delete(temporary); // one that was there may be read by others, or be a link
            DataDirectory.EnsureFile(temporary);
            File.WriteAllText(temporary, ((IApplicationBuilder)app).ServerFeatures.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault());
            File.Move(temporary, file._file, overwrite: true);
        }
        catch (IOException)
        {
            // A convenience: on a full disk the host runs without it.
        }

        return file;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            File.Delete(_file);
        }
        catch (IOException)
        {
            // Who reads it finds that nobody answers there.
        }
    }
}
