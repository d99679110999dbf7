using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("IdentityServer.Tests")]
