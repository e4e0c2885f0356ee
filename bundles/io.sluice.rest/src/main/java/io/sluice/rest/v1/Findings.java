/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.v1;

import io.sluice.api.driver.DriverFindings;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** What a bundle's driver has found out, by the bundle's symbolic name and version. No driver is called. */
public final class Findings implements Function<String, List<String>> {
    private final BundleContext context;

    public Findings(BundleContext context) {
        this.context = context;
    }

    @Override
    public List<String> apply(String label) {
        for (ServiceReference<DriverFindings> service : services()) {
            Bundle bundle = service.getBundle();
            if (bundle != null
                    && (bundle.getSymbolicName() + " " + bundle.getVersion()).equals(label)
                    && service.getProperty(DriverFindings.LINES) instanceof String[] lines) {
                return List.of(lines);
            }
        }
        return List.of();
    }

    private Collection<ServiceReference<DriverFindings>> services() {
        try {
            return context.getServiceReferences(DriverFindings.class, null);
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
