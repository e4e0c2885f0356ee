/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** The conformance kit: what every driver must do, and the context that records what it does. */
@NullMarked
package io.sluice.testkit.driver;

import org.jspecify.annotations.NullMarked;
