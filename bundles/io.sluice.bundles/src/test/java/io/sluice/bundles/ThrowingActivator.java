/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Does not start. */
public final class ThrowingActivator implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        throw new IllegalStateException("no licence");
    }

    @Override
    public void stop(BundleContext context) {}
}
