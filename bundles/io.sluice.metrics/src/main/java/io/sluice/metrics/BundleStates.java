/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.metrics;

import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;

/** Names for the states of bundles. */
final class BundleStates {
    private BundleStates() {}

    static String of(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.ACTIVE -> "ACTIVE";
            case Bundle.STARTING -> "STARTING";
            case Bundle.STOPPING -> "STOPPING";
            case Bundle.RESOLVED -> isFragment(bundle) ? "FRAGMENT" : "RESOLVED";
            default -> "INSTALLED";
        };
    }

    static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
    }
}
