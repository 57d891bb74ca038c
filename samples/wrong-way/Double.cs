namespace WrongWay;

/// <summary>The other one.</summary>
public sealed record Double(int Number);
