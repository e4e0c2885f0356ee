/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.program;

import io.sluice.api.driver.DriverFindings;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** Tells what was found out as a service of this bundle. Any thread. */
final class Findings implements DriverFindings {
    private final ServiceRegistration<DriverFindings> service;

    /** @param context of this bundle, with which the service goes */
    Findings(BundleContext context) {
        service = context.registerService(DriverFindings.class, this, properties(List.of()));
    }

    /** All there is. */
    void tell(List<String> lines) {
        try {
            service.setProperties(properties(lines));
        } catch (IllegalStateException stopped) {
            // The bundle goes while something is tried: nobody asks any more.
        }
    }

    private static Dictionary<String, Object> properties(List<String> lines) {
        return FrameworkUtil.asDictionary(Map.of(LINES, lines.toArray(String[]::new)));
    }
}
