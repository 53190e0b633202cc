// SPDX-License-Identifier: MIT
using Microsoft.CodeAnalysis;

namespace Pairing.Contracts;

/// <summary>Gives the user's compilation the contract attributes, so that they need no run-time dependency.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class AttributesGenerator : IIncrementalGenerator
{
    /// <summary>The first compiler after the one that accepts a declared EmbeddedAttribute everywhere.</summary>
    static readonly Version s_embeds = new(4, 14);

    public void Initialize(IncrementalGeneratorInitializationContext context) =>
        context.RegisterPostInitializationOutput(static output =>
        {
            // An embedded type is seen in its own assembly only, InternalsVisibleTo or not.
            // Older compilers reject a declared EmbeddedAttribute where they would make one themselves;
            // there SharedAttributeSuppressor keeps CS0436 away.
            bool embeds = typeof(Compilation).Assembly.GetName().Version >= s_embeds;
            if (embeds)
                output.AddSource("Pairing.EmbeddedAttribute.g.cs", AttributesSource.Embedded);
            output.AddSource("Pairing.Attributes.g.cs", AttributesSource.Attributes(embeds));
        });
}
