/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.net;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** What this server listens at: a service of {@code io.sluice.net} for API, console and shell. */
@ProviderType
public interface Listeners {
    /** All of them now; any thread. */
    List<Info> listeners();

    /**
     * One listener.
     *
     * @param protocol the short name
     * @param address as configured, {@code host:port}
     * @param bound the address it really listens at, or null
     * @param problem why it does not listen, for people; null when it does
     * @param connections open now
     */
    record Info(
            String protocol,
            String address,
            @Nullable String bound,
            @Nullable String problem,
            int connections) {}
}
