/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.auth;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** The one place where users are known: HTTP, Web Console, RTSP and all others ask here. Any thread; never blocks. */
@ProviderType
public interface Users {
    /** Of every challenge; part of the digest hashes, so it never changes. */
    String REALM = "Sluice";

    /**
     * Checks credentials. Wrong ones are counted for each peer: from the fifth on, the answer is held back for a second
     * and more. Is complete at once or completes on a thread of this service, within 5 s, never exceptionally; do not
     * block it.
     *
     * @param peer from where they come; behind a trusted proxy, what the proxy says
     */
    CompletionStage<Login> login(Credentials credentials, InetAddress peer);

    /**
     * Who a direct loopback peer without credentials is: somebody who may list names and watch, as long as no user is
     * configured; empty after that. The caller has made sure that the peer is direct.
     */
    Optional<Identity> local();

    /** Whether users are configured: somebody besides the administrator with the generated password. */
    boolean configured();

    /**
     * Whether an identity still has the password and the rights it was accepted with: ask before each use of a session.
     */
    boolean isCurrent(Identity identity);
}
