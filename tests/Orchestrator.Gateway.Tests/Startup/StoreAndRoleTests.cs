using Microsoft.Extensions.Configuration;
using Orchestrator.Host;
using Orchestrator.Host.Startup;

namespace Orchestrator.Gateway.Tests.Startup;

/// <summary>What a host is told of its store and its part in a cluster.</summary>
public sealed class StoreAndRoleTests
{
    private const string Store = "Host=127.0.0.1;Database=o;Username=u;Password=hush-hush";

    [Fact]
    public void Without_a_word_it_is_all_of_it_on_sqlite()
    {
        OrchestratorHostOptions options = Read();

        Assert.Null(options.Store);
        Assert.Equal(HostRole.All, options.Role);
    }

    [Theory]
    [InlineData("Orchestrator:Store")]
    [InlineData("Journal:ConnectionString")]
    public void The_store_may_be_named_in_both_sections(string key) => Assert.Equal(Store, Read((key, Store)).Store);

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("Database=o", "no Host")]
    [InlineData("Host=127.0.0.1", "no Database")]
    [InlineData("Host=127.0.0.1;Database=o;hush-hush", "can't be read")]
    [InlineData("Host=127.0.0.1;Database=o;Pasword=hush-hush", "can't be read")]
    public void A_store_that_can_not_be_used_is_refused_and_its_password_not_repeated(string store, string why)
    {
        StartupException refused = Assert.Throws<StartupException>(() => Read(("Orchestrator:Store", store)));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_password_is_not_in_the_options_text() =>
        Assert.DoesNotContain("hush-hush", Read(("Orchestrator:Store", Store)).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("Orchestrator:Role", "boss", "all, silo or gateway")]
    [InlineData("Orchestrator:Role", "1", "all, silo or gateway")]
    [InlineData("Orchestrator:SiloPort", "70000", "--silo-port")]
    [InlineData("Orchestrator:AdvertisedAddress", "0.0.0.0", "10.0.0.7")]
    [InlineData("Orchestrator:AdvertisedAddress", "build-7", "10.0.0.7")]
    [InlineData("Orchestrator:ClusterId", "a b", "letters, digits")]
    public void What_is_not_allowed_is_refused_with_what_is(string key, string value, string allowed)
    {
        StartupException refused = Assert.Throws<StartupException>(() => Read((key, value)));

        Assert.Contains(allowed, refused.Message, StringComparison.Ordinal);
    }

#if !ORLEANS
    [Theory]
    [InlineData("silo")]
    [InlineData("gateway")]
    public void The_embedded_engine_is_one_process(string role)
    {
        StartupException refused = Assert.Throws<StartupException>(() => Read(("Orchestrator:Role", role), ("Orchestrator:Store", Store)));

        Assert.Contains("GrainEngine=Orleans", refused.Message, StringComparison.Ordinal);
    }
#else
    [Theory]
    [InlineData("silo")]
    [InlineData("gateway")]
    public void A_part_of_it_needs_a_store(string role)
    {
        StartupException refused = Assert.Throws<StartupException>(() => Read(("Orchestrator:Role", role)));

        Assert.Contains("--store", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_silo_on_all_addresses_says_at_which_one_it_is_reached()
    {
        StartupException refused = Assert.Throws<StartupException>(
            () => Read(("Orchestrator:Store", Store), ("Orchestrator:Urls", "http://0.0.0.0:0")));

        Assert.Contains("AdvertisedAddress", refused.Message, StringComparison.Ordinal);
    }
#endif

    private static OrchestratorHostOptions Read(params (string Key, string Value)[] values) => OrchestratorHostOptions.Read(
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => new KeyValuePair<string, string?>(value.Key, value.Value))).Build());
}
