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
     * Asks the source for a key unit as soon as it can, for example by RTCP (RFC 4585 §6.3.1, RFC 5104 §4.3.1). Called
     * on any thread; does not wait for it.
     *
     * @return whether the source was asked
     */
    default boolean requestKey() {
        return false;
    }

    /**
     * What the source can do beyond producing: {@link BackChannel}, {@link Ptz}, {@link DeviceEvents},
     * {@link Snapshot}, {@link ProgramStatus}.
     */
    default <F> Optional<F> facet(Class<F> type) {
        return Optional.empty();
    }
}
