/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core;

import io.sluice.api.driver.Driver;
import io.sluice.api.stream.DriverInfo;
import io.sluice.core.driver.DriverEntry;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the lane of driver services that come and go. It never fetches a driver: that is done by the call that needs
 * it. All services are seen, also those whose API is a private copy: they cannot be called and are shown as what they
 * are.
 */
final class DriverTracker implements ServiceTrackerCustomizer<Driver, ServiceReference<Driver>> {
    private static final Logger LOG = LoggerFactory.getLogger(DriverTracker.class);

    private final BundleContext context;
    private final Engine engine;
    private final ServiceTracker<Driver, ServiceReference<Driver>> tracker;

    DriverTracker(BundleContext context, Engine engine) {
        this.context = context;
        this.engine = engine;
        // By name, because a service with a private copy of the class would not be found by the class.
        tracker = new ServiceTracker<>(context, Driver.class.getName(), this);
    }

    void open() {
        tracker.open(true);
    }

    void close() {
        tracker.close();
    }

    @Override
    public ServiceReference<Driver> addingService(ServiceReference<Driver> reference) {
        long id = (Long) reference.getProperty(Constants.SERVICE_ID);
        Bundle bundle = reference.getBundle();
        if (bundle == null) {
            return reference;
        }
        List<String> schemes = schemes(reference);
        if (!reference.isAssignableTo(context.getBundle(), Driver.class.getName())) {
            incompatible(id, bundle, schemes);
            return reference;
        }
        if (schemes.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("event", "driver.no_scheme")
                    .log("{} registered a driver without the property {}", bundle, Driver.SCHEMES);
        }
        Object ranking = reference.getProperty(Constants.SERVICE_RANKING);
        var entry = new DriverEntry(
                id,
                ranking instanceof Integer number ? number : 0,
                bundle.getSymbolicName(),
                bundle.getVersion(),
                schemes,
                new OsgiDriver(context, reference));
        engine.lane().execute(() -> engine.streams().driverCame(entry));
        return reference;
    }

    private void incompatible(long id, Bundle bundle, List<String> schemes) {
        String label = bundle.getSymbolicName() + " " + bundle.getVersion();
        String text = "it was built with a private copy of io.sluice.api and cannot be called;"
                + " import the package instead of including it";
        LOG.atWarn().addKeyValue("event", "driver.incompatible").log("Driver {} is not used: {}", label, text);
        var info = new DriverInfo(schemes, label, DriverInfo.State.INCOMPATIBLE, 0, 0, text);
        engine.lane().execute(() -> engine.streams().drivers().addIncompatible(id, info));
    }

    private static List<String> schemes(ServiceReference<?> reference) {
        Object property = reference.getProperty(Driver.SCHEMES);
        if (property instanceof String[] array) {
            return List.of(array).stream().map(DriverTracker::lower).toList();
        }
        if (property instanceof Collection<?> collection) {
            return collection.stream()
                    .map(Object::toString)
                    .map(DriverTracker::lower)
                    .toList();
        }
        return property instanceof String one ? List.of(lower(one)) : List.of();
    }

    private static String lower(String scheme) {
        return scheme.toLowerCase(Locale.ROOT);
    }

    @Override
    public void modifiedService(ServiceReference<Driver> reference, ServiceReference<Driver> tracked) {
        addingService(reference);
    }

    /** Waits, bounded, until what the driver has open is closed: after this its class loader may be gone. */
    @Override
    public void removedService(ServiceReference<Driver> reference, ServiceReference<Driver> tracked) {
        long id = (Long) reference.getProperty(Constants.SERVICE_ID);
        var closed = new CountDownLatch(1);
        engine.lane().execute(() -> engine.streams().driverGoes(id, closed::countDown));
        try {
            if (!closed.await(engine.closeWait().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn()
                        .addKeyValue("event", "driver.close_late")
                        .log("Driver service {} went before all of its sources were closed", id);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
