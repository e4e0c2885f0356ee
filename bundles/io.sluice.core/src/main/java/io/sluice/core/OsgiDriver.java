/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core;

import io.sluice.api.driver.Driver;
import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.Source;
import io.sluice.api.stream.Reason;
import io.sluice.core.driver.DriverHandle;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.slf4j.MDC;

/** A driver behind its service reference. */
final class OsgiDriver implements DriverHandle {
    private final BundleContext context;
    private final ServiceReference<Driver> reference;

    OsgiDriver(BundleContext context, ServiceReference<Driver> reference) {
        this.context = context;
        this.reference = reference;
    }

    /** Fetching may activate the component, and so may block as opening may: this runs on a call's thread. */
    @Override
    public Opened open(Source source, ProducerContext producerContext) throws Exception {
        Driver driver = context.getService(reference);
        if (driver == null) {
            return new Opened.Refused(Reason.DRIVER_GONE, "the driver could not be activated", Opened.Retry.YES);
        }
        for (Map.Entry<String, String> value : producerContext.logContext().entrySet()) {
            MDC.put(value.getKey(), value.getValue());
        }
        Opened opened = null;
        try {
            opened = driver.open(source, producerContext);
            return opened;
        } finally {
            MDC.clear();
            if (!(opened instanceof Opened.Producing)) {
                release();
            }
        }
    }

    @Override
    public void release() {
        try {
            context.ungetService(reference);
        } catch (IllegalStateException e) {
            // Core itself is being stopped; the framework has given it back already.
        }
    }
}
