/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.view;

import io.sluice.api.stream.StreamRegistry;
import java.time.Duration;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Stands for a protocol: one viewer of the stream that {@code view.properties} name, in this bundle's packaging. How it
 * goes is a service of JDK types, so that a test need not load a class of this bundle.
 */
@Component(immediate = true, properties = "view.properties", service = ToyProtocol.class)
public final class ToyProtocol implements Supplier<String> {
    private final Viewing viewing;
    private final ServiceRegistration<?> registration;

    public @interface Config {
        String stream();
    }

    @Activate
    @SuppressWarnings("rawtypes")
    public ToyProtocol(BundleContext context, @Reference StreamRegistry registry, Config config) {
        viewing = Viewing.join(registry, config.stream(), Duration.ofSeconds(20));
        registration = context.registerService(
                Supplier.class, (Supplier) this, FrameworkUtil.asDictionary(java.util.Map.of("toy.view", "true")));
    }

    /** How many units came, a space, and why it ended if it did. */
    @Override
    public String get() {
        return viewing.units() + " " + viewing.end();
    }

    /** Deliberately does not leave the stream: core has to end what a bundle holds. */
    @Deactivate
    void stop() {
        registration.unregister();
    }
}
