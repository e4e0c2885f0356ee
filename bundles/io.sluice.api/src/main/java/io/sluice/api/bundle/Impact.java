/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.bundle;

import java.util.List;

/**
 * What happens when a bundle is changed.
 *
 * @param bundles symbolic names of all that restart with it, itself included
 * @param text one or two sentences for people: which streams and viewers notice, and for how long
 */
public record Impact(List<String> bundles, String text) {
    public Impact {
        bundles = List.copyOf(bundles);
    }
}
