using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("IdentityServer.Core.Tests")]
