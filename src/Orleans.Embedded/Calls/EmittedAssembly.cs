using System.Reflection;
using System.Reflection.Emit;

namespace Orleans.Runtime;

/// <summary>The assembly of emitted classes; it may see the internal types of the assemblies it serves.</summary>
internal sealed class EmittedAssembly
{
    private const string AccessAttribute = "System.Runtime.CompilerServices.IgnoresAccessChecksToAttribute";

    private readonly AssemblyBuilder _assembly =
        AssemblyBuilder.DefineDynamicAssembly(new("Orleans.Embedded.Emitted"), AssemblyBuilderAccess.Run);

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly ModuleBuilder _module;
    private readonly ConstructorInfo _accessConstructor;
    private int _count;

    /// <summary>Makes the assembly.</summary>
    public EmittedAssembly()
    {
        _module = _assembly.DefineDynamicModule("Emitted");
        _accessConstructor = DefineAccessAttribute();
        Allow(typeof(EmittedAssembly).Assembly);
    }

    /// <summary>Starts a class.</summary>
    public TypeBuilder DefineType(string name, Type parent) =>
        _module.DefineType($"{name}_{++_count}", TypeAttributes.Public | TypeAttributes.Sealed, parent);

    /// <summary>Lets emitted code use the interface and all types in its signatures, public or not.</summary>
    public void AllowAccessTo(Type type)
    {
        foreach (var one in type.GetInterfaces().Prepend(type))
        {
            Allow(one.Assembly);
            foreach (var method in one.GetMethods())
            {
                AllowSignature(method.ReturnType);
                foreach (var parameter in method.GetParameters()) AllowSignature(parameter.ParameterType);
            }
        }
    }

    private void AllowSignature(Type type)
    {
        Allow(type.Assembly);
        foreach (var argument in type.GenericTypeArguments) AllowSignature(argument);
        if (type.HasElementType) AllowSignature(type.GetElementType()!);
    }

    private void Allow(Assembly assembly)
    {
        var name = assembly.GetName().Name!;
        if (_seen.Add(name)) _assembly.SetCustomAttribute(new(_accessConstructor, [name]));
    }

    // The runtime knows this attribute by its name; no assembly declares it.
    private ConstructorInfo DefineAccessAttribute()
    {
        var builder = _module.DefineType(AccessAttribute, TypeAttributes.Public | TypeAttributes.Sealed, typeof(Attribute));
        builder.SetCustomAttribute(new(
            typeof(AttributeUsageAttribute).GetConstructor([typeof(AttributeTargets)])!,
            [AttributeTargets.Assembly],
            [typeof(AttributeUsageAttribute).GetProperty(nameof(AttributeUsageAttribute.AllowMultiple))!],
            [true]));
        var constructor = builder.DefineConstructor(
            MethodAttributes.Public, CallingConventions.Standard, [typeof(string)]);
        var il = constructor.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(Attribute).GetConstructor(
            BindingFlags.Instance | BindingFlags.NonPublic, Type.EmptyTypes)!);
        il.Emit(OpCodes.Ret);
        return builder.CreateType().GetConstructor([typeof(string)])!;
    }
}
