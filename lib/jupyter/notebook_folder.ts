/** The variable in which the launcher of the kernel says which folder the notebook is in. */
export const NOTEBOOK_FOLDER = "TMM_NOTEBOOK_FOLDER";
