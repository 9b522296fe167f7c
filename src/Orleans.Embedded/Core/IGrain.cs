using Orleans.Runtime;

namespace Orleans
{
    /// <summary>Marks grain interfaces.</summary>
    public interface IGrain : IAddressable;

    /// <summary>Marks interfaces of grains whose key is a string.</summary>
    public interface IGrainWithStringKey : IGrain;

    /// <summary>Marks interfaces through which grains notify clients and other grains.</summary>
    public interface IGrainObserver : IAddressable;
}

namespace Orleans.Runtime
{
    /// <summary>Marks what can be called by reference: grains and observers.</summary>
    public interface IAddressable;
}
