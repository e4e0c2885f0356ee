/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.net;

import org.osgi.annotation.versioning.ProviderType;

/** A feed on its way to somebody in datagrams; see {@link Datagrams#play}. Any thread. */
@ProviderType
public interface DatagramFlow {
    /** Ends it and closes its cursor. Idempotent. */
    void detach();

    /** What has been counted until now; a moment old. */
    Counters counters();

    /**
     * What a flow counted.
     *
     * @param datagrams handed to the system
     * @param bytes of them
     * @param calls of the system that took; fewer than datagrams where it takes many at once (segmentation offload)
     * @param dropped datagrams that the system or the network did not take
     */
    record Counters(long datagrams, long bytes, long calls, long dropped) {}
}
