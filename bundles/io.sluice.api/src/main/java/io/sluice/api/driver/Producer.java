/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.driver;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** One open source, or a publishing session. */
@ConsumerType
public interface Producer extends AutoCloseable {
    /**
     * Releases everything: connections, programs, devices, threads. Idempotent. Called on a thread of its own; if it
     * does not return by the deadline of {@code tuning.close} core goes on without it and shows the producer as
     * abandoned.
     */
    @Override
    void close() throws Exception;

    /**
     * What the source can do beyond producing: {@link BackChannel}, {@link Ptz}, {@link DeviceEvents},
     * {@link Snapshot}.
     */
    default <F> Optional<F> facet(Class<F> type) {
        return Optional.empty();
    }
}
