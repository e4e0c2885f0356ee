/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.driver;

import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;

/** Facet: what the device notices, for example motion or a pressed bell button. */
@ConsumerType
public interface DeviceEvents {
    /**
     * Has events delivered, one at a time.
     *
     * @param listener must return quickly
     * @return ends the delivery, idempotent
     */
    Runnable listen(Consumer<Event> listener);

    /**
     * One event.
     *
     * @param type lower case with dots, for example {@code motion.start}, {@code doorbell}
     * @param values whatever the device says
     */
    record Event(String type, Instant at, Map<String, String> values) {
        public Event {
            values = Map.copyOf(values);
        }
    }
}
