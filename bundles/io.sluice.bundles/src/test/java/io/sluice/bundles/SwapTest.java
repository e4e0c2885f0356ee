/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;

class SwapTest {
    private static final int FIRST_LEVEL = 31;

    @TempDir
    Path home;

    /** A driver that lies in the folder while the server starts was taken for one that stopped at once. */
    @Test
    void aBundleWhoseLevelIsReachedMeanwhileIsNotTakenForOneThatStopped() throws Exception {
        try (var framework = new Framework(home)) {
            var context = framework.felix.getBundleContext();
            var swap = new Swap(context);
            var levels = framework.felix.adapt(FrameworkStartLevel.class);
            for (int level = FIRST_LEVEL; level < FIRST_LEVEL + 100; level++) {
                String name = "late" + level;
                Bundle bundle = context.installBundle("test:" + name, TestJar.of(name, "1.0.0").stream());
                bundle.adapt(BundleStartLevel.class).setStartLevel(level);

                levels.setStartLevel(level); // by a thread of the framework's own
                swap.start(bundle);
                Eventually.is(() -> framework.of(name), "1.0.0 ACTIVE");
            }
        }
    }
}
