/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Starts the framework with the distribution's bundles, tells the operator what happened, and stops it in time. */
@NullMarked
package io.sluice.launcher;

import org.jspecify.annotations.NullMarked;
