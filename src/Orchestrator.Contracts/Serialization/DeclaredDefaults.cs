using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace Orchestrator.Contracts.Serialization;

/// <summary>
/// Leaves properties that a JSON text does not name at the values their declarations give them. Generated code makes an
/// object with all its <c>init</c> properties at once, the absent ones zero or null, whatever their initializers say.
/// </summary>
public static class DeclaredDefaults
{
    private static readonly MethodInfo SetterOf = typeof(DeclaredDefaults).GetMethod(nameof(Setter), BindingFlags.NonPublic | BindingFlags.Static)!;

    // Several settings read the same types: what reflection finds out is found out once.
    private static readonly ConcurrentDictionary<Type, bool> Declaring = new();
    private static readonly ConcurrentDictionary<PropertyInfo, Action<object, object?>> Setters = new();

    /// <summary>Has objects that declare such values made first, and then set from what the text names.</summary>
    /// <param name="shape">How a type is read.</param>
    public static void Keep(JsonTypeInfo shape)
    {
        Type type = shape.Type;
        if (shape.Kind != JsonTypeInfoKind.Object || type.IsValueType || type.IsAbstract || type.GetConstructor(Type.EmptyTypes) is null) return;
        if (!Declaring.GetOrAdd(type, static (_, shape) => Declares(shape), shape)) return;
        shape.CreateObject = () => Activator.CreateInstance(type)!;
        foreach (JsonPropertyInfo property in shape.Properties)
        {
            if (property.AttributeProvider is PropertyInfo { SetMethod: not null } declared)
                property.Set = Setters.GetOrAdd(declared, SetterTo);
        }
    }

    private static bool Declares(JsonTypeInfo shape)
    {
        object made = Activator.CreateInstance(shape.Type)!;
        return shape.Properties.Any(property => IsDeclared(property.Get?.Invoke(made), property.PropertyType));
    }

    private static bool IsDeclared(object? value, Type type) =>
        value is not null && !(type.IsValueType && value.Equals(Activator.CreateInstance(type)));

    private static Action<object, object?> SetterTo(PropertyInfo property) =>
        (Action<object, object?>)SetterOf.MakeGenericMethod(property.DeclaringType!, property.PropertyType).Invoke(null, [property.SetMethod])!;

    // A typed delegate is much faster than reflection, and may set what is init.
    private static Action<object, object?> Setter<T, TValue>(MethodInfo set)
    {
        var typed = set.CreateDelegate<Action<T, TValue?>>();
        return (made, value) => typed((T)made, (TValue?)value);
    }
}
