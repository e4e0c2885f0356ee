/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core;

import io.sluice.core.lane.Tuning;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running core: the engine, its configuration, and the tracker of drivers. */
@Component(service = Core.class, immediate = true, configurationPid = TuningConfig.PID)
@Designate(ocd = TuningConfig.class)
public final class Core {
    private static final Logger LOG = LoggerFactory.getLogger(Core.class);

    private final Engine engine;
    private final DriverTracker driverTracker;
    private volatile @Nullable EventAdmin events;
    private volatile Tuning tuning;

    @Activate
    public Core(BundleContext context, Map<String, Object> properties) {
        tuning = readTuning(properties, Tuning.DEFAULT);
        engine = new Engine(() -> tuning, mailbox -> new LogJournal(mailbox, () -> events));
        driverTracker = new DriverTracker(context, engine);
        driverTracker.open();
    }

    /** A new configuration holds from the next decision on. */
    @Modified
    void modified(Map<String, Object> properties) {
        tuning = readTuning(properties, tuning);
    }

    private static Tuning readTuning(Map<String, Object> properties, Tuning fallback) {
        try {
            return Tuning.of(properties);
        } catch (IllegalArgumentException e) {
            LOG.atError().addKeyValue("event", "tuning.invalid").log("{}; the tuning stays as it was", e.getMessage());
            return fallback;
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindEvents(EventAdmin admin) {
        events = admin;
    }

    void unbindEvents(EventAdmin admin) {
        if (events == admin) {
            events = null;
        }
    }

    Engine engine() {
        return engine;
    }

    @Deactivate
    void close() {
        driverTracker.close();
        engine.close();
    }
}
