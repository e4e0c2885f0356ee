/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** The bundle store: one way in for every bundle, and HOME/deploy as the one source for each symbolic name. */
@NullMarked
package io.sluice.bundles;

import org.jspecify.annotations.NullMarked;
