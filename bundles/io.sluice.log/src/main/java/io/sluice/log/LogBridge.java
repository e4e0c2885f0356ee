/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.log;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogReaderService;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/** Attaches a {@link LogForwarder} to every Log Reader Service, whenever one comes. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class LogBridge implements BundleActivator {
    private @Nullable ServiceTracker<LogReaderService, LogForwarder> readers;

    @Override
    public void start(BundleContext context) {
        readers = new ServiceTracker<>(context, LogReaderService.class, new Attachment(context));
        readers.open();
    }

    @Override
    public void stop(BundleContext context) {
        if (readers != null) {
            readers.close();
        }
    }

    private record Attachment(BundleContext context)
            implements ServiceTrackerCustomizer<LogReaderService, LogForwarder> {
        @Override
        public LogForwarder addingService(ServiceReference<LogReaderService> reference) {
            LogForwarder forwarder = new LogForwarder();
            forwarder.attach(context.getService(reference));
            return forwarder;
        }

        @Override
        public void modifiedService(ServiceReference<LogReaderService> reference, LogForwarder forwarder) {}

        @Override
        public void removedService(ServiceReference<LogReaderService> reference, LogForwarder forwarder) {
            forwarder.detach();
            context.ungetService(reference);
        }
    }
}
