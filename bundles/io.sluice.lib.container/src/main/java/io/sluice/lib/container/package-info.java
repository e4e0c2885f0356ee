/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Media without a container, and which format bytes are in. */
@NullMarked
package io.sluice.lib.container;

import org.jspecify.annotations.NullMarked;
