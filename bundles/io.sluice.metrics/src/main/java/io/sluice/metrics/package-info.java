/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Metrics for Prometheus, and health for whoever watches over the server. */
@NullMarked
package io.sluice.metrics;

import org.jspecify.annotations.NullMarked;
