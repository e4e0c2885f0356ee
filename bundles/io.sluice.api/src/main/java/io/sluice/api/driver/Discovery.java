/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.driver;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Facet of a driver, registered as a service beside it: finds devices. */
@ConsumerType
public interface Discovery {
    /** Looks for devices; completes with what was found when the time is over. Nothing blocks. */
    CompletionStage<List<Device>> discover(Duration time);

    /**
     * A device that was found.
     *
     * @param id stays the same for the same device, for example a serial number
     * @param name for people
     * @param source to put into the configuration, without credentials
     * @param facts vendor, model, firmware and the like
     */
    record Device(String id, String name, Source source, Map<String, String> facts) {
        public Device {
            facts = Map.copyOf(facts);
        }
    }
}
