package org.sluice.core.administration;

import org.sluice.core.access.AccessStore;
import org.sluice.core.access.ApiTokens;
import org.sluice.core.access.OneTimeLinks;
import org.sluice.core.access.Secrets;
import org.sluice.core.access.WebSessions;

/** What the verbs about access work on. */
public record AccessPorts(
    AccessStore administrators,
    ApiTokens tokens,
    WebSessions sessions,
    OneTimeLinks links,
    Secrets secrets) {}
