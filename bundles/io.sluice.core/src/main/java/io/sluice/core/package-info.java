/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Core as OSGi sees it: components that turn services and configurations into messages to the lane. */
@NullMarked
package io.sluice.core;

import org.jspecify.annotations.NullMarked;
