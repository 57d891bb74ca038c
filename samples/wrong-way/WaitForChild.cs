namespace WrongWay;

/// <summary>A job that starts another one and wants its result.</summary>
public sealed record WaitForChild(int Number);
