namespace Pipeline.Emulator.Sdk;

/// <summary>Says, by being registered, that the app asked for ASP.NET Core integration.</summary>
public sealed class AspNetCoreIntegration;
