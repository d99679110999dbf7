using System.Collections;

namespace IdentityServer.LocalAws.Sts;

/// <summary>A set that a test changes while the server reads it.</summary>
internal sealed class SharedSet : ISet<string>
{
    private readonly Lock gate = new();
    private readonly HashSet<string> items = new(StringComparer.Ordinal);

    public int Count => Locked(() => items.Count);

    public bool IsReadOnly => false;

    public bool Add(string item) => Locked(() => items.Add(item));

    public bool Contains(string item) => Locked(() => items.Contains(item));

    public bool Remove(string item) => Locked(() => items.Remove(item));

    public void Clear() => Locked(items.Clear);

    public void CopyTo(string[] array, int arrayIndex) => Locked(() => items.CopyTo(array, arrayIndex));

    public void ExceptWith(IEnumerable<string> other) => Locked(() => items.ExceptWith(other));

    public void IntersectWith(IEnumerable<string> other) => Locked(() => items.IntersectWith(other));

    public void SymmetricExceptWith(IEnumerable<string> other) => Locked(() => items.SymmetricExceptWith(other));

    public void UnionWith(IEnumerable<string> other) => Locked(() => items.UnionWith(other));

    public bool IsProperSubsetOf(IEnumerable<string> other) => Locked(() => items.IsProperSubsetOf(other));

    public bool IsProperSupersetOf(IEnumerable<string> other) => Locked(() => items.IsProperSupersetOf(other));

    public bool IsSubsetOf(IEnumerable<string> other) => Locked(() => items.IsSubsetOf(other));

    public bool IsSupersetOf(IEnumerable<string> other) => Locked(() => items.IsSupersetOf(other));

    public bool Overlaps(IEnumerable<string> other) => Locked(() => items.Overlaps(other));

    public bool SetEquals(IEnumerable<string> other) => Locked(() => items.SetEquals(other));

    // A copy: nobody enumerates inside the lock.
    public IEnumerator<string> GetEnumerator() => Locked(() => items.ToList()).GetEnumerator();

    void ICollection<string>.Add(string item) => Add(item);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private T Locked<T>(Func<T> read)
    {
        lock (gate)
            return read();
    }

    private void Locked(Action change)
    {
        lock (gate)
            change();
    }
}
