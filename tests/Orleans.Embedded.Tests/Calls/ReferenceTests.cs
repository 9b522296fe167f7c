using Orleans.Embedded.Tests.Support;

namespace Orleans.Embedded.Tests.Calls;

public interface IPlainGrain : IGrainWithStringKey
{
    Task<string> WhoAmI();

    Task<IPlainGrain> Myself();
}

public interface IOtherFace : IGrainWithStringKey
{
    Task<string> Smile();
}

[GrainType("two-faced")]
public sealed class JanusGrain : Grain, IPlainGrain, IOtherFace
{
    public Task<string> WhoAmI() => Task.FromResult(IdentityString);

    public Task<IPlainGrain> Myself() => Task.FromResult(this.AsReference<IPlainGrain>());

    public Task<string> Smile() => Task.FromResult(this.GetPrimaryKeyString());
}

public sealed class ReferenceTests : IAsyncLifetime
{
    private TestSilos _silos = null!;

    public async Task InitializeAsync() => _silos = await TestSilos.StartAsync();

    public Task DisposeAsync() => _silos.DisposeAsync().AsTask();

    [Fact]
    public async Task The_grain_type_is_the_class_name_or_what_the_attribute_says()
    {
        Assert.Equal("counter/k", _silos.Grain<ICounterGrain>("k").GetGrainId().ToString());
        Assert.Equal("two-faced/k", await _silos.Grain<IPlainGrain>("k").WhoAmI());
    }

    [Fact]
    public async Task References_to_one_grain_are_equal_and_can_be_cast_to_its_other_interfaces()
    {
        var plain = _silos.Grain<IPlainGrain>("k");
        Assert.Equal(plain, _silos.Grain<IPlainGrain>("k"));
        Assert.NotEqual(plain, _silos.Grain<IPlainGrain>("l"));
        Assert.Equal(plain, await plain.Myself());
        Assert.Equal("k", await plain.AsReference<IOtherFace>().Smile());
        Assert.Equal("k", await _silos.Grains.GetGrain<IOtherFace>(plain.GetGrainId()).Smile());
        Assert.Equal("k", plain.GetPrimaryKeyString());
    }

    [Fact]
    public void An_interface_without_a_grain_class_is_refused() =>
        Assert.Throws<ArgumentException>(() => _silos.Grain<INobody>("x"));

    [Fact]
    public void Keys_are_not_empty() =>
        Assert.ThrowsAny<ArgumentException>(() => _silos.Grain<IPlainGrain>(string.Empty));

    [Theory]
    [InlineData("type/key")]
    [InlineData("type/key/with/slashes")]
    [InlineData("type/clé")]
    public void Grain_ids_are_read_as_they_are_written(string text)
    {
        var id = GrainId.Parse(text);
        Assert.Equal(text, id.ToString());
        Assert.Equal("type", id.Type.ToString());
        Assert.Equal(id, GrainId.Create("type", id.Key.ToString()));
        Assert.False(GrainId.TryParse("no slash", out _));
    }

    // Checked against Orleans 10: stored reminders are found by it.
    [Theory]
    [InlineData("counter/a", 4057164889u)]
    [InlineData("agent/a-much-longer-key-than-sixteen-bytes-0123456789", 1245151568u)]
    [InlineData("session/clé/2", 3862395699u)]
    public void The_uniform_hash_of_a_grain_id_is_that_of_Orleans(string text, uint hash) =>
        Assert.Equal(hash, GrainId.Parse(text).GetUniformHashCode());

    public interface INobody : IGrainWithStringKey;
}
